/** Looks at the first part of a file as soon as it is chosen, and again when its encoding is said. */
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useLanguage } from "@/shared/i18n/language";
import { inspectFile } from "../api";
import { isOurs, lacking, mappingOf, proposed, type Choices, type Encoding, type Reading } from "./reading";

export function useInspection() {
  const language = useLanguage();
  const [encoding, setEncoding] = useState<Encoding>("utf-8");
  const [choices, setChoices] = useState<Choices>({});
  const look = useMutation({
    mutationFn: ({ file, as }: { file: File; as: Encoding }) => inspectFile(file, as),
    onSuccess: (found) => setChoices(proposed(found, language)),
  });
  const found = look.data;
  const isAsked = found !== undefined && found.errors.some((error) => error.code === "InvalidEncoding");
  const isMapped = found !== undefined && found.columns.length > 0 && !isOurs(found);
  const reading: Reading = {
    ...(encoding === "utf-8" ? {} : { encoding }),
    ...(isMapped ? { mapping: mappingOf(choices) } : {}),
  };
  return {
    found,
    pending: look.isPending,
    encoding,
    /** The letters cannot be read as UTF-8: which encoding it has must be said. */
    asksEncoding: isAsked || encoding !== "utf-8",
    isMapped,
    choices,
    setChoices,
    reading,
    isReady: found !== undefined && found.errors.length === 0 && (!isMapped || lacking(choices).length === 0),
    /** When nothing could be told of it, the import itself says what is wrong. */
    failed: look.isError,
    start(file: File, as: Encoding = "utf-8") {
      setEncoding(as);
      look.mutate({ file, as });
    },
  };
}
