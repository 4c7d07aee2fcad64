/** One module: what it brings, what comes first, its content one item after another, and the moment it is done. */
import { VisuallyHidden } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useRouteParam } from "@/shared/navigation/use-route-param";
import { Page } from "@/shared/ui/page";
import { ProblemPanel } from "@/shared/ui/problem-panel";
import { TextSkeleton } from "@/shared/ui/skeletons";
import { eligibilityQuery, moduleQuery, myEnrolmentQuery, trackMapQuery } from "../api";
import { ModuleScreen } from "./module-screen";

export default function ModulePage() {
  const id = useRouteParam("id");
  // A screen per module: what was open in one does not follow into the next.
  return <OneModule key={id} id={id} />;
}

function OneModule({ id }: { id: string }) {
  const { t } = useTranslation("modules");
  const module = useQuery(moduleQuery(id));
  const enrolment = useQuery(myEnrolmentQuery(id));
  const eligibility = useQuery(eligibilityQuery(id));
  const map = useQuery(trackMapQuery(module.data?.track_id));
  const whole =
    module.data && enrolment.data !== undefined && eligibility.data && !map.isPending
      ? { module: module.data, enrolment: enrolment.data, eligibility: eligibility.data, map: map.data }
      : undefined;
  const failed = [module, enrolment, eligibility].find((query) => query.isError && query.data === undefined);
  if (whole) return <ModuleScreen {...whole} />;
  return (
    <Page title={t("modulesTitle")} crumbs={[{ label: t("title"), to: "/learn" }]}>
      {failed ? (
        <ProblemPanel error={failed.error} onRetry={() => void failed.refetch()} />
      ) : (
        <div role="status" aria-busy="true">
          <VisuallyHidden>{t("shared:loading")}</VisuallyHidden>
          <TextSkeleton />
        </div>
      )}
    </Page>
  );
}
