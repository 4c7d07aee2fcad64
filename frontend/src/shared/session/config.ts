/** Where to sign in: from the web server's /app-config.json, else this origin's own provider. */

export interface SignInConfig {
  issuer: string;
  client_id: string;
  scope: string;
}

const defaults = (): SignInConfig => ({
  issuer: `${location.origin}/idp`,
  client_id: "spa",
  scope: "openid profile email offline_access",
});

export async function loadConfig(): Promise<SignInConfig> {
  try {
    const response = await fetch("/app-config.json", { headers: { accept: "application/json" } });
    if (!response.ok) return defaults();
    const told = (await response.json()) as Partial<SignInConfig>;
    return { ...defaults(), ...told };
  } catch {
    return defaults();
  }
}
