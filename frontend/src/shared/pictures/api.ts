/** Pictures are uploaded before what they belong to is saved; unattached they go after a day. */
import { queryOptions } from "@tanstack/react-query";
import { newKey, once, send } from "@/shared/api/calls";
import type { ServiceName } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/training";

export type UploadedFile = components["schemas"]["FileOut"];
type FileLink = components["schemas"]["FileLinkOut"];

export const ACCEPTED = "image/png,image/jpeg,image/webp,image/gif";

export async function uploadPicture(service: ServiceName, file: File): Promise<UploadedFile> {
  const form = new FormData();
  form.append("file", file);
  return (await send<UploadedFile>(service, "POST", "/v1/files", { body: form, headers: once(newKey()) })).data;
}

/** Where a picture that is not saved with anything yet is seen, for some minutes. */
export function linkQuery(service: ServiceName, fileId: string) {
  return queryOptions({
    queryKey: [service, "file-links", fileId],
    queryFn: async () => {
      const link = await send<FileLink>(service, "POST", `/v1/files/${fileId}/link`, { body: { size: "640" } });
      // The app may be open under another name of the same origin.
      const { pathname, search } = new URL(link.data.url);
      return pathname + search;
    },
    staleTime: 4 * 60_000,
  });
}
