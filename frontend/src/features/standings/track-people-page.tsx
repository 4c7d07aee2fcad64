import { Standings } from "./standings";

export default function TrackPeoplePage() {
  return <Standings kind="tracks" />;
}
