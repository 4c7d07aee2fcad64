import { Standings } from "./standings";

export default function SchemePeoplePage() {
  return <Standings kind="certification-schemes" />;
}
