/** An address that leads nowhere. */
import { useTranslation } from "react-i18next";
import { KeptPages } from "@/shared/ui/kept-pages";
import { LinkButton } from "@/shared/ui/link";
import { Page } from "@/shared/ui/page";

export default function MissingPage() {
  const { t } = useTranslation("app");
  return (
    <Page title={t("missing.title")} lede={t("missing.text")} narrow noted={false}>
      <LinkButton to="/today">{t("missing.home")}</LinkButton>
      <KeptPages />
    </Page>
  );
}
