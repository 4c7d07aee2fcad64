/** The code of a thing: chosen once, and read-only from then on. */
import { TextInput, type TextInputProps } from "@mantine/core";
import { useTranslation } from "react-i18next";

export function CodeField({ stays, ...input }: { stays: boolean } & TextInputProps) {
  const { t } = useTranslation("shared");
  return (
    <TextInput
      label={t("code.label")}
      description={t(stays ? "code.stays" : "code.hint")}
      required
      readOnly={stays}
      {...input}
    />
  );
}
