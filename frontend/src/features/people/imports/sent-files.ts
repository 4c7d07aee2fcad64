/** The files sent from this tab and how they were read, so that a checked file can be imported without choosing it again. */
import type { Reading } from "./reading";

interface SentFile {
  file: File;
  reading: Reading;
}

const sent = new Map<string, SentFile>();

export function rememberFile(importId: string, file: File, reading: Reading): void {
  sent.set(importId, { file, reading });
}

export function rememberedFile(importId: string): SentFile | undefined {
  return sent.get(importId);
}
