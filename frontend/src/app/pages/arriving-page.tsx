/** On the way in: the sign-in provider is being asked. */
import { Center, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Ripples } from "@/shared/ui/ripples";

export function ArrivingPage() {
  const { t } = useTranslation("app");
  return (
    <Center component="main" mih="90dvh">
      <title>Kring</title>
      <Stack align="center" role="status">
        <Ripples size={120} moving />
        <Text c="dimmed">{t("callback.working")}</Text>
      </Stack>
    </Center>
  );
}
