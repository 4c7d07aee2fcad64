/** The list as a file: every row that the filters select, not only those on screen. */
import { Button, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { saveFile } from "./save-file";
import { useNotify } from "./use-notify";

const FORMATS = ["csv", "xlsx"] as const;

interface ExportButtonProps {
  /** Names the file. */
  title: string;
  read: (format: "csv" | "xlsx") => Promise<Blob> | undefined;
}

export function ExportButton({ title, read }: ExportButtonProps) {
  const { t } = useTranslation("shared");
  const notify = useNotify();
  const taken = useMutation({
    mutationFn: async (format: "csv" | "xlsx") => {
      const file = await read(format);
      if (file) saveFile(file, `${title}.${format}`);
    },
    onError: notify.problem,
  });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" loading={taken.isPending} leftSection={<IconDownload size={18} aria-hidden />}>
          {t("file.action")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {FORMATS.map((format) => (
          <Menu.Item key={format} onClick={() => taken.mutate(format)}>
            {t(`file.${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
