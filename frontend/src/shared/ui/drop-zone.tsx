/** Drop a file or choose one; a real file input underneath, so the keyboard and screen readers have it too. */
import { Text, VisuallyHidden } from "@mantine/core";
import { IconFileUpload } from "@tabler/icons-react";
import { useId, useState } from "react";
import classes from "./drop-zone.module.css";

interface DropZoneProps {
  label: string;
  hint: string;
  /** As the file input's accept, e.g. ".csv,text/csv". */
  accept: string;
  file: File | null;
  onFile: (file: File) => void;
}

export function DropZone({ label, hint, accept, file, onFile }: DropZoneProps) {
  const id = useId();
  const [over, setOver] = useState(false);

  function take(files: FileList | null) {
    const first = files?.[0];
    if (first) onFile(first);
  }

  return (
    <div
      className={classes.zone}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files);
      }}
    >
      <VisuallyHidden>
        <input
          id={id}
          className={classes.input}
          type="file"
          accept={accept}
          onChange={(event) => {
            take(event.currentTarget.files);
            // So that the same file, mended, can be chosen again.
            event.currentTarget.value = "";
          }}
        />
      </VisuallyHidden>
      <label htmlFor={id} className={classes.label}>
        <IconFileUpload size={40} stroke={1.4} aria-hidden />
        <Text component="span" fw={650}>
          {file ? file.name : label}
        </Text>
        <Text component="span" size="sm" c="dimmed">
          {hint}
        </Text>
      </label>
    </div>
  );
}
