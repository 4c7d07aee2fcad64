/** The gathered routes, handed to the shell this way because the route tree itself needs the shell. */
import { createContext } from "react";
import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const FeatureRoutes = createContext<readonly FeatureRoute[]>([]);
