/** The files sent from this tab, so that a checked file can be imported without choosing it again. */

const sent = new Map<string, File>();

export function rememberFile(importId: string, file: File): void {
  sent.set(importId, file);
}

export function rememberedFile(importId: string): File | undefined {
  return sent.get(importId);
}
