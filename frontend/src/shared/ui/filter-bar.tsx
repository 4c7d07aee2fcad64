/** Search and filters above a list. The search waits for a pause in typing before the address changes. */
import { Group, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./filter-bar.module.css";

interface FilterBarProps {
  /** What is searched for; without it the bar has filters only. */
  q?: string;
  onSearch?: (q: string) => void;
  placeholder?: string;
  /** Selects and segmented controls. */
  children?: ReactNode;
}

export function FilterBar({ q, onSearch, placeholder, children }: FilterBarProps) {
  return (
    <Group mb="lg" gap="sm" align={onSearch ? "center" : "flex-end"} role="search" className={classes.bar}>
      {onSearch && <Search q={q ?? ""} onSearch={onSearch} placeholder={placeholder} />}
      {children}
    </Group>
  );
}

interface SearchProps {
  q: string;
  onSearch: (q: string) => void;
  placeholder: string | undefined;
}

function Search({ q, onSearch, placeholder }: SearchProps) {
  const { t } = useTranslation("shared");
  const [typed, setTyped] = useState(q);
  const search = useDebouncedCallback(onSearch, 300);
  // The address changed by itself (back, a link): follow it.
  const [followed, setFollowed] = useState(q);
  if (q !== followed) {
    setFollowed(q);
    setTyped(q);
  }
  return (
    <TextInput
      flex="1 1 14rem"
      type="search"
      aria-label={placeholder ?? t("search")}
      placeholder={placeholder ?? t("search")}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        search(event.currentTarget.value);
      }}
    />
  );
}
