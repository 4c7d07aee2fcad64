/** The notifications themselves. */
import "@mantine/notifications/styles.layer.css";
import { Notifications } from "@mantine/notifications";

// Above dialogs (200) and below menus (300): on a phone both stand at the bottom, and a notice must not cover a choice.
const ABOVE_DIALOGS = 290;

export default function NoticeList() {
  return <Notifications position="bottom-center" limit={3} zIndex={ABOVE_DIALOGS} />;
}
