/** Draws a component with what every screen may count on, at an address of its own, for a reader with permissions. */
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { render } from "@testing-library/react";
import { Suspense, type ReactNode } from "react";
import { meQueries, type PermissionName } from "@/shared/session/me";
import { cssVariables, theme } from "@/shared/ui/theme";

interface Reading {
  /** The address, e.g. "/manage/schemes/s1?state=draft". */
  at?: string;
  /** The route's path when it has a parameter, e.g. "/manage/schemes/$id". */
  path?: string;
  /** The reader's id. */
  me?: string;
  /** What the reader may do. */
  may?: readonly PermissionName[];
}

export function show(children: ReactNode, { at = "/", path = "/", me = "me", may = [] }: Reading = {}) {
  const root = createRootRoute();
  const draw = () => <Suspense fallback={null}>{children}</Suspense>;
  const shown = createRoute({
    getParentRoute: () => root,
    path: path === "/" ? new URL(at, location.origin).pathname : path,
    component: draw,
  });
  const elsewhere = createRoute({ getParentRoute: () => root, path: "$", component: () => <p>Another page</p> });
  const history = createMemoryHistory({ initialEntries: [at] });
  const router = createRouter({ routeTree: root.addChildren([shown, elsewhere]), history });
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  for (const [service, query] of Object.entries(meQueries)) {
    const permissions = may
      .filter((each) => each.startsWith(`${service}:`))
      .map((each) => each.slice(service.length + 1));
    queries.setQueryData(query.queryKey, { id: me, permissions } as never);
  }
  const drawn = render(
    <QueryClientProvider client={queries}>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} env="test">
        <RouterProvider router={router as never} />
      </MantineProvider>
    </QueryClientProvider>,
  );
  return { ...drawn, address: () => `${router.state.location.pathname}${router.state.location.searchStr}` };
}
