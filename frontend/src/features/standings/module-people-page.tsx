import { Standings } from "./standings";

export default function ModulePeoplePage() {
  return <Standings kind="modules" />;
}
