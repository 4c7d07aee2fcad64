/** The frame around every signed-in screen: header, places, the page itself, and a bottom bar on a phone. */
import { Box } from "@mantine/core";
import { Outlet, useLocation } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { followPerson } from "@/shared/i18n/language";
import { useMe } from "@/shared/session/me";
import { arrive, useSession } from "@/shared/session/session";
import { useTourWanted } from "@/shared/session/tour";
import { useOnline } from "@/shared/session/use-online";
import { ListSkeleton } from "@/shared/ui/skeletons";
import { BottomBar } from "./bottom-bar";
import { Header } from "./header";
import { Sections } from "./sections";
import classes from "./shell.module.css";
import { Sidebar } from "./sidebar";
import { useKeptFocus } from "./use-kept-focus";
import { useOpenPlaces } from "./use-open-places";
import { OfflineBanner } from "./offline-banner";

// Whoever is signed in needs none of these.
const WelcomePage = lazy(async () => ({ default: (await import("../pages/welcome-page")).WelcomePage }));
const EndedPage = lazy(async () => ({ default: (await import("../pages/ended-page")).EndedPage }));

const FirstDay = lazy(() => import("@/features/help/first-day"));
const ArrivingPage = lazy(async () => ({ default: (await import("../pages/arriving-page")).ArrivingPage }));

export function Shell() {
  const session = useSession();
  useEffect(() => {
    if (session === "starting") void arrive();
  }, [session]);
  if (session === "starting") {
    return (
      <Suspense>
        <ArrivingPage />
      </Suspense>
    );
  }
  if (session === "anonymous" || session === "ended") {
    return <Suspense>{session === "ended" ? <EndedPage /> : <WelcomePage />}</Suspense>;
  }
  return <SignedIn />;
}

function SignedIn() {
  const { t } = useTranslation("app");
  const { person } = useMe();
  const online = useOnline();
  const isFirstDay = useTourWanted();
  const session = useSession();
  const { pathname } = useLocation();
  const places = useOpenPlaces();
  const here = places.find((place) => pathname === place.path || pathname.startsWith(`${place.path}/`));

  useKeptFocus();
  useEffect(() => followPerson(person?.locale), [person?.locale]);

  return (
    <Box className={classes.shell}>
      <a className={classes.skip} href="#content">
        {t("skip")}
      </a>
      <Header />
      <Sidebar places={places} here={here} />
      <main id="content" className={classes.main} tabIndex={-1}>
        {(!online || session === "offline") && <OfflineBanner />}
        {here && <Sections place={here} />}
        {isFirstDay && pathname === "/today" && (
          <Suspense>
            <FirstDay />
          </Suspense>
        )}
        <Suspense
          fallback={
            <Box p="xl">
              <ListSkeleton />
            </Box>
          }
        >
          <Outlet />
        </Suspense>
      </main>
      <BottomBar places={places} here={here} />
    </Box>
  );
}
