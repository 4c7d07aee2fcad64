/** The roles of the directory that the app has words for; a service takes any role. */
export const ROLES = [
  "employee",
  "manager",
  "executive",
  "trainer",
  "community-manager",
  "social-media-manager",
  "strategist",
  "legal",
  "corporate-affairs",
  "hr",
  "analyst",
  "admin",
] as const;
