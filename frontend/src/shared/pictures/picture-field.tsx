/** Choose a picture and say what it shows. It is uploaded at once, and saved with the form. */
import { Button, Group, Input, Loader, Stack, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ServiceName } from "@/shared/api/clients";
import { DropZone } from "@/shared/ui/drop-zone";
import { FormProblem } from "@/shared/ui/form-problem";
import { LocalizedInput } from "@/shared/ui/localized-input";
import { ACCEPTED, linkQuery, uploadPicture } from "./api";
import type { PictureDraft } from "./picture-draft";
import classes from "./picture.module.css";

interface PictureFieldProps {
  service: ServiceName;
  value: PictureDraft | null;
  onChange: (value: PictureDraft | null) => void;
  error?: ReactNode;
}

export function PictureField({ service, value, onChange, error }: PictureFieldProps) {
  const { t } = useTranslation("pictures");
  const [file, setFile] = useState<File | null>(null);
  const upload = useMutation({
    mutationFn: (chosen: File) => uploadPicture(service, chosen),
    onSuccess: ({ id }) => onChange({ file_id: id, alternative_text: value?.alternative_text ?? {} }),
  });
  return (
    <Stack gap="sm" component="section" aria-label={t("label")}>
      <div>
        <Text fw={650} component="h2">
          {t("label")}
        </Text>
        <Text size="sm" c="dimmed">
          {t("hint")}
        </Text>
      </div>
      {value ? (
        <Chosen service={service} value={value} onChange={onChange} error={error} />
      ) : (
        <>
          <DropZone
            label={upload.isPending ? t("uploading") : t("drop")}
            hint={t("kinds")}
            accept={ACCEPTED}
            file={upload.isError ? file : null}
            onFile={(chosen) => {
              setFile(chosen);
              upload.mutate(chosen);
            }}
          />
          <div role="status">{upload.isPending && <Loader size="sm" aria-label={t("uploading")} />}</div>
          <FormProblem error={upload.error} />
          {error && <Input.Error>{error}</Input.Error>}
        </>
      )}
    </Stack>
  );
}

function Chosen({ service, value, onChange, error }: PictureFieldProps & { value: PictureDraft }) {
  const { t } = useTranslation("pictures");
  const link = useQuery(linkQuery(service, value.file_id));
  return (
    <>
      <div className={`${classes.frame} ${classes.chosen}`}>
        {link.data && <img className={classes.picture} src={link.data} alt={t("chosen")} />}
      </div>
      <FormProblem error={link.error} />
      <LocalizedInput
        label={t("alternativeText")}
        description={t("alternativeTextHint")}
        required
        value={value.alternative_text}
        onChange={(alternative_text) => onChange({ ...value, alternative_text })}
        error={error}
      />
      <Group>
        <Button
          variant="default"
          size="compact-md"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => onChange(null)}
        >
          {t("remove")}
        </Button>
      </Group>
    </>
  );
}
