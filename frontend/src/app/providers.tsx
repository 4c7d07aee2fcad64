/** What every screen may count on: look, texts, server state, notifications. */
import { MantineProvider } from "@mantine/core";
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { keeping } from "@/shared/api/keeping";
import { ApiProblem } from "@/shared/api/problem";
import { onSignOut } from "@/shared/session/session";
import { NoticeHost } from "@/shared/ui/notice-host";
import { cssVariables, theme } from "@/shared/ui/theme";

function shouldRetry(failures: number, error: unknown): boolean {
  // A refusal stays a refusal; only what may pass by itself is asked again.
  if (!(error instanceof ApiProblem) || !error.isAway) return false;
  // No answer at all is most often no line: one more try, then say so.
  return failures < (error.status === 0 ? 1 : 2) && navigator.onLine;
}

function logFault(error: unknown): void {
  if (!(error instanceof ApiProblem)) console.error(error);
}

function createQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: logFault }),
    mutationCache: new MutationCache({ onError: logFault }),
    defaultOptions: {
      // Without a line a read fails at once and says so, instead of waiting for one.
      queries: {
        retry: shouldRetry,
        staleTime: 15_000,
        networkMode: "always",
        refetchOnReconnect: true,
        persister: keeping,
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}

export function Providers({ children }: { children: ReactNode }) {
  const [queries] = useState(() => {
    const client = createQueryClient();
    onSignOut(() => client.clear());
    return client;
  });
  return (
    <QueryClientProvider client={queries}>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        {children}
        <NoticeHost />
      </MantineProvider>
    </QueryClientProvider>
  );
}
