/** Publish or retire a scheme; a rule that cannot work yet says why. */
import { useQuery } from "@tanstack/react-query";
import { IconCertificate } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/shared/api/problem";
import { moduleChoicesQuery } from "@/shared/catalogue/choices";
import { useFormat } from "@/shared/format/use-format";
import { missingIn, MissingList } from "@/shared/ui/missing-list";
import { MoveButtons } from "@/shared/ui/move-buttons";
import { schemes, type Scheme } from "./api";

interface SchemeMovesProps {
  scheme: Scheme;
  unsaved: boolean;
}

export function SchemeMoves({ scheme, unsaved }: SchemeMovesProps) {
  const { t } = useTranslation("schemes");
  const format = useFormat();
  const unpublished = useUnpublished(scheme);
  const stands = scheme.published_at
    ? t(`stands.${scheme.state}`, { date: format.date(scheme.published_at) })
    : t("stands.draft");
  const modules = unpublished.map(({ id, code }) => ({
    code,
    detail: t("missing.module"),
    fix: { label: code, href: `/manage/catalogue/modules/${id}` },
  }));
  const linesOf = (refused: unknown) => {
    const others = missingIn(refused).filter((line) => !["ModuleNotPublished", "other"].includes(line.code));
    const lines = [...modules, ...others];
    return lines.length > 0 ? lines : [{ code: "rule", detail: t("missing.rule") }];
  };
  return (
    <MoveButtons
      of={schemes}
      thing={scheme}
      unsaved={unsaved}
      lead={unsaved ? t("saveFirst") : stands}
      explain={(refused) =>
        isProblem(refused, "NotPublishable") ? (
          <MissingList title={t("missing.title")} lines={linesOf(refused)} />
        ) : undefined
      }
      words={{
        publish: {
          label: t("publish"),
          done: t("moved.publish"),
          ask: t("publishText"),
          icon: <IconCertificate size={16} aria-hidden />,
          savedOnly: true,
        },
        retire: { label: t("retire"), done: t("moved.retire"), ask: t("retireText"), variant: "default", danger: true },
      }}
    />
  );
}

/** The rule's modules that nobody can complete yet. */
function useUnpublished(scheme: Scheme) {
  const { data } = useQuery(moduleChoicesQuery());
  return (data ?? []).filter(
    (module) => module.state !== "published" && (scheme.rule.modules ?? []).includes(module.id),
  );
}
