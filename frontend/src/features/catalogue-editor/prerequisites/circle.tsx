/** Prerequisites that run in a circle: drawn module by module, with the way out. */
import { Alert, Group, Text } from "@mantine/core";
import { IconArrowRight, IconRefreshAlert } from "@tabler/icons-react";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";

export function Circle({ codes }: { codes: unknown }) {
  const { t } = useTranslation("catalogue-editor");
  const around = Array.isArray(codes) ? codes.map(String) : [];
  return (
    <Alert
      color="yellow"
      variant="light"
      role="alert"
      icon={<IconRefreshAlert aria-hidden />}
      title={t("circle.title")}
    >
      <Text size="sm" mb="xs">
        {t("circle.text")}
      </Text>
      <Group gap={6} aria-label={around.join(` ${t("circle.needs")} `)} role="img">
        {around.map((code, index) => (
          <Fragment key={`${String(index)}-${code}`}>
            {index > 0 && <IconArrowRight size={16} aria-hidden />}
            <Text component="span" fw={650}>
              {code}
            </Text>
          </Fragment>
        ))}
      </Group>
    </Alert>
  );
}
