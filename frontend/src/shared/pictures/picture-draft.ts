/** A picture as a form holds it. */
import type { PictureOut } from "./picture";

export interface PictureDraft {
  file_id: string;
  alternative_text: Record<string, string>;
}

export function pictureDraftOf(picture: PictureOut | null | undefined): PictureDraft | null {
  return picture ? { file_id: picture.file_id, alternative_text: { ...picture.alternative_text } } : null;
}

/** Whether words are still missing for those who do not see it. */
export function lacksWords(picture: PictureDraft | null): boolean {
  return picture !== null && Object.values(picture.alternative_text).every((text) => text.trim() === "");
}
