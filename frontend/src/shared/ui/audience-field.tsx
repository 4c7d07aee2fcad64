/** Whom something concerns: everyone, or whoever fits one name of each list that names somebody. */
import { Input, MultiSelect, SegmentedControl, SimpleGrid, Stack, Text } from "@mantine/core";
import { useId, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ROLES } from "@/shared/people/roles";
import { OrganisationNames } from "./organisation-name";

export interface AudienceDraft {
  everyone: boolean;
  departments: string[];
  divisions: string[];
  locations: string[];
  job_profiles: string[];
  roles: string[];
}

export const EVERYBODY: AudienceDraft = {
  everyone: true,
  departments: [],
  divisions: [],
  locations: [],
  job_profiles: [],
  roles: [],
};

const NAMED = ["departments", "divisions", "locations", "job_profiles"] as const;
const FIELDS = {
  departments: "department",
  divisions: "division",
  locations: "location",
  job_profiles: "job_profile",
} as const;

/** Naming nobody means everyone; naming somebody means not everyone. */
export function audienceOf(audience: Partial<AudienceDraft> | null | undefined): AudienceDraft {
  const named = { ...EVERYBODY, ...audience };
  return { ...named, everyone: [...NAMED, "roles" as const].every((kind) => named[kind].length === 0) };
}

export type AudienceBody = Omit<AudienceDraft, "locations"> & Partial<Pick<AudienceDraft, "locations">>;

/** What the service takes: lists only beside `everyone: false`. */
export function audienceBody(draft: AudienceDraft): AudienceBody {
  const { locations, ...others } = draft.everyone ? EVERYBODY : audienceOf(draft);
  return locations.length > 0 ? { ...others, locations } : others;
}

/** The audience in words: "Logistics, Sales, Manager". */
export function useAudienceWords(): (audience: Partial<AudienceDraft> | null | undefined) => string {
  const { t } = useTranslation("shared");
  return (audience) => {
    const draft = audienceOf(audience);
    if (draft.everyone) return t("everyone");
    const roles = draft.roles.map((role) => t(`audience.role.${role}`, { defaultValue: role }));
    return [...NAMED.flatMap((kind) => draft[kind]), ...roles].join(", ");
  };
}

interface AudienceFieldProps {
  label: string;
  value: AudienceDraft;
  onChange: (value: AudienceDraft) => void;
  error?: ReactNode;
}

export function AudienceField({ label, value, onChange, error }: AudienceFieldProps) {
  const { t } = useTranslation("shared");
  const id = useId();
  const roles = [...new Set<string>([...ROLES, ...value.roles])];
  return (
    <Stack gap="sm" role="group" aria-labelledby={id}>
      <Input.Label id={id} labelElement="div">
        {label}
      </Input.Label>
      <SegmentedControl
        aria-labelledby={id}
        w="fit-content"
        value={value.everyone ? "everyone" : "some"}
        onChange={(choice) => onChange({ ...value, everyone: choice === "everyone" })}
        data={[
          { value: "everyone", label: t("everyone") },
          { value: "some", label: t("audience.some") },
        ]}
      />
      {!value.everyone && (
        <>
          <Text size="sm" c="dimmed">
            {t("audience.hint")}
          </Text>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            {NAMED.map((kind) => (
              <OrganisationNames
                key={kind}
                field={FIELDS[kind]}
                label={t(`audience.${kind}`)}
                value={value[kind]}
                onChange={(named) => onChange({ ...value, [kind]: named })}
              />
            ))}
            <MultiSelect
              label={t("audience.roles")}
              searchable
              value={value.roles}
              onChange={(named) => onChange({ ...value, roles: named })}
              data={roles.map((role) => ({ value: role, label: t(`audience.role.${role}`, { defaultValue: role }) }))}
            />
          </SimpleGrid>
        </>
      )}
      {error && (
        <Text size="sm" c="red" role="alert">
          {error}
        </Text>
      )}
    </Stack>
  );
}
