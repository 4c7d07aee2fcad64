/** The day's tasks: what, why, how long, until when. */
import { Group, Text } from "@mantine/core";
import {
  IconAward,
  IconBook2,
  IconChecklist,
  IconChevronRight,
  IconGift,
  IconHeartHandshake,
  IconSchool,
  IconSpeakerphone,
  type Icon,
} from "@tabler/icons-react";
import { useFormat } from "@/shared/format/use-format";
import { DueBadge } from "@/shared/ui/due-badge";
import { Link } from "@/shared/ui/link";
import { LanguageMark } from "@/shared/ui/localized";
import { addressOf } from "./address";
import type { Task } from "./task";
import classes from "./today.module.css";
import { useTaskWords } from "./words";

/** The picture follows the place the task leads to. */
const ICONS: readonly (readonly [string, Icon])[] = [
  ["/learn/certificates", IconAward],
  ["/learn", IconSchool],
  ["/share/ambassador", IconHeartHandshake],
  ["/share/rewards", IconGift],
  ["/share", IconSpeakerphone],
  ["/guidelines", IconBook2],
];

function TaskIcon({ to }: { to: string }) {
  const Picture = ICONS.find(([prefix]) => to.startsWith(prefix))?.[1] ?? IconChecklist;
  return <Picture size={22} stroke={1.7} aria-hidden />;
}

export function TaskList({ tasks }: { tasks: readonly Task[] }) {
  const words = useTaskWords();
  const said = tasks.map((task) => Object.values(words(task)).join("\n"));
  return (
    <ol className={classes.tasks}>
      {tasks.map((task, index) => (
        <TaskRow key={task.id} task={task} isAlike={said.filter((each) => each === said[index]).length > 1} />
      ))}
    </ol>
  );
}

/** Two that read the same are told apart by the code of what they are about, or else by the end of its id. */
function TaskRow({ task, isAlike }: { task: Task; isAlike: boolean }) {
  const format = useFormat();
  const address = addressOf(task);
  const { title, reason, other } = useTaskWords()(task);
  return (
    <li>
      <Link {...address} className={classes.task} underline="never" c="inherit">
        <span className={classes.taskIcon}>
          <TaskIcon to={address.to} />
        </span>
        <span className={classes.taskWords}>
          <Text component="span" fw={650} display="block">
            {title}
            {isAlike && ` · ${task.subject.code ?? task.subject.id.slice(-4)}`}
            {other && (
              <>
                {" "}
                <LanguageMark of={other} />
              </>
            )}
          </Text>
          {reason && (
            <Text component="span" size="sm" c="dimmed" display="block">
              {reason}
            </Text>
          )}
        </span>
        <Group component="span" gap="xs" className={classes.taskWhen}>
          {task.minutes != null && task.minutes > 0 && (
            <Text component="span" size="sm" c="dimmed">
              {format.minutes(task.minutes)}
            </Text>
          )}
          {task.due_at && <DueBadge at={task.due_at} overdue={task.overdue} />}
        </Group>
        <IconChevronRight size={18} aria-hidden className={classes.chevron} />
      </Link>
    </li>
  );
}
