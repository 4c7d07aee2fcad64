/** My certificates: those I hold, the steps to further ones, and earlier ones. */
import { Stack, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/ui/empty-state";
import { ExportButton } from "@/shared/ui/export-button";
import { Page } from "@/shared/ui/page";
import { QueryState } from "@/shared/ui/query-state";
import { ListSkeleton } from "@/shared/ui/skeletons";
import { myCertificatesQuery, publishedSchemesQuery, readCertificates, type Certificate } from "./api";
import { CertificateCard } from "./certificate-card";
import { SchemeSteps } from "./scheme-steps";

export default function CertificatesPage() {
  const { t } = useTranslation("certificates");
  const certificates = useQuery(myCertificatesQuery());
  return (
    <Page
      title={t("title")}
      lede={t("lede")}
      actions={
        (certificates.data?.items.length ?? 0) > 0 && (
          <ExportButton title={t("title")} read={(format) => readCertificates(format, {})} />
        )
      }
    >
      <Stack gap="xl">
        <QueryState query={certificates} skeleton={<ListSkeleton rows={2} />}>
          {({ items }) => <Held held={items.filter((one) => one.is_current)} />}
        </QueryState>
        <Ways />
        <Earlier earlier={(certificates.data?.items ?? []).filter((one) => !one.is_current)} />
      </Stack>
    </Page>
  );
}

function Held({ held }: { held: readonly Certificate[] }) {
  const { t } = useTranslation("certificates");
  if (held.length === 0) {
    return (
      <EmptyState
        small
        title={t("empty.title")}
        text={t("empty.text")}
        first={{ to: "/learn", label: t("empty.action") }}
      />
    );
  }
  return (
    <Stack component="section" aria-labelledby="held-title">
      <Title order={2} id="held-title">
        {t("held")}
      </Title>
      {held.map((certificate) => (
        <CertificateCard key={certificate.id} certificate={certificate} />
      ))}
    </Stack>
  );
}

function Ways() {
  const { t } = useTranslation("certificates");
  const schemes = useQuery(publishedSchemesQuery());
  if (schemes.data?.items.length === 0) return null;
  return (
    <Stack component="section" aria-labelledby="ways-title">
      <Title order={2} id="ways-title">
        {t("ways")}
      </Title>
      <QueryState query={schemes} skeleton={<ListSkeleton rows={2} />}>
        {({ items }) => items.map((scheme) => <SchemeSteps key={scheme.id} scheme={scheme} />)}
      </QueryState>
    </Stack>
  );
}

function Earlier({ earlier }: { earlier: readonly Certificate[] }) {
  const { t } = useTranslation("certificates");
  if (earlier.length === 0) return null;
  return (
    <Stack component="section" aria-labelledby="earlier-title">
      <Title order={2} id="earlier-title">
        {t("earlier")}
      </Title>
      {earlier.map((certificate) => (
        <CertificateCard key={certificate.id} certificate={certificate} />
      ))}
    </Stack>
  );
}
