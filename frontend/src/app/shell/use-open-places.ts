/** The places open to the person who is signed in. */
import { useContext } from "react";
import { useMe } from "@/shared/session/me";
import { openPlaces, type OpenPlace } from "../places";
import { FeatureRoutes } from "./feature-routes-context";

export function useOpenPlaces(): readonly OpenPlace[] {
  const { may, person } = useMe();
  return openPlaces(useContext(FeatureRoutes), may, person?.roles);
}
