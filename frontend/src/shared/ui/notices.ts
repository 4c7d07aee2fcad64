/** Shows notifications, loading their script at the first one. */
import type { NotificationData } from "@mantine/notifications";

let wanted = false;
const listeners = new Set<() => void>();

export function noticesWanted(): boolean {
  return wanted;
}

export function onNoticesWanted(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export async function showNotice(notice: NotificationData): Promise<void> {
  wanted = true;
  for (const listener of listeners) listener();
  const { notifications } = await import("@mantine/notifications");
  notifications.show(notice);
}

export async function hideNotice(id: string): Promise<void> {
  const { notifications } = await import("@mantine/notifications");
  notifications.hide(id);
}
