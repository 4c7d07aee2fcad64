/** The way to the page where another one is made. */
import { IconPlus } from "@tabler/icons-react";
import { LinkButton } from "./link";

export function AddLink({ to, label }: { to: string; label: string }) {
  return (
    <LinkButton to={to} leftSection={<IconPlus size={18} aria-hidden />}>
      {label}
    </LinkButton>
  );
}
