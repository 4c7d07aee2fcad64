/** Every colour, radius, shadow and font of the app: change the look here and nowhere else. */
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

/** The primary colour in ten shades, darkest last. */
const kring: MantineColorsTuple = [
  "#eaf6f7",
  "#d3ebed",
  "#a7d7db",
  "#76c1c7",
  "#4aabb3",
  "#24929c",
  "#0b7682",
  "#006570",
  "#00525b",
  "#003b42",
];
const gray: MantineColorsTuple = [
  "#f6f9f9",
  "#eef3f3",
  "#e1e9e9",
  "#cfdadb",
  "#afbdbf",
  "#8799a0",
  "#5c6f74",
  "#45565b",
  "#2c3b3f",
  "#152124",
];
const dark: MantineColorsTuple = [
  "#e4eded",
  "#c3d0d1",
  "#9eb0b2",
  "#6d8083",
  "#34484c",
  "#253639",
  "#18272a",
  "#0f1b1d",
  "#0b1517",
  "#070e0f",
];

const fontStack = "system-ui, -apple-system, 'Segoe UI', sans-serif";

export const theme = createTheme({
  colors: { kring, gray, dark },
  primaryColor: "kring",
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  black: "#152124",
  defaultRadius: "md",
  radius: { xs: "4px", sm: "6px", md: "10px", lg: "16px", xl: "24px" },
  fontFamily: `'Figtree Variable', ${fontStack}`,
  headings: {
    fontFamily: `'Bricolage Grotesque Variable', 'Figtree Variable', ${fontStack}`,
    fontWeight: "650",
    sizes: { h1: { fontSize: "2rem", lineHeight: "1.15" }, h2: { fontSize: "1.375rem" }, h3: { fontSize: "1.125rem" } },
  },
  shadows: {
    xs: "0 1px 2px rgb(0 59 66 / 6%)",
    sm: "0 1px 3px rgb(0 59 66 / 8%), 0 6px 20px -8px rgb(0 59 66 / 10%)",
    md: "0 12px 36px -12px rgb(0 59 66 / 20%)",
  },
  respectReducedMotion: true,
  focusRing: "auto",
  cursorType: "pointer",
  components: {
    Button: { defaultProps: { radius: "xl" } },
    Card: { defaultProps: { radius: "lg", withBorder: true, padding: "lg" } },
    Paper: { defaultProps: { radius: "lg" } },
    Modal: { defaultProps: { radius: "lg", centered: true } },
    Badge: { defaultProps: { radius: "sm", tt: "none", fw: 600 } },
    Anchor: { defaultProps: { underline: "hover" } },
    // A field's description is below it, so that fields side by side align.
    InputWrapper: { defaultProps: { inputWrapperOrder: ["label", "input", "description", "error"] } },
    Tooltip: { defaultProps: { events: { hover: true, focus: true, touch: true } } },
  },
});

/** Mantine's "light" variants in the app's own tones. */
const lightVariants = {
  "--mantine-color-kring-light": "var(--kring-wash)",
  "--mantine-color-kring-light-hover": "var(--kring-wash-hover)",
  "--mantine-color-kring-light-color": "var(--tone-active-fg)",
  "--mantine-color-red-light": "var(--tone-trouble-bg)",
  "--mantine-color-red-light-color": "var(--tone-trouble-fg)",
  "--mantine-color-yellow-light": "var(--tone-waiting-bg)",
  "--mantine-color-yellow-light-color": "var(--tone-waiting-fg)",
  "--mantine-color-green-light": "var(--tone-good-bg)",
  "--mantine-color-green-light-color": "var(--tone-good-fg)",
};

/** Tones say the same thing everywhere: good, waiting, trouble, active, neutral. All pairs reach 4.5 : 1. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {
    "--kring-content": "68rem",
    "--kring-sidebar": "15.5rem",
  },
  light: {
    ...lightVariants,
    "--mantine-color-dimmed": gray[6],
    "--mantine-color-placeholder": gray[6],
    "--mantine-color-error": "#b3261e",
    "--mantine-color-anchor": kring[7],
    "--mantine-color-default-border": gray[3],
    "--mantine-color-disabled": gray[2],
    "--mantine-color-disabled-color": gray[6],
    "--kring-strong": kring[7],
    "--kring-open": "#c06a00",
    "--kring-surface": "#ffffff",
    "--kring-sunken": gray[0],
    "--kring-line": gray[2],
    "--kring-track": gray[2],
    "--kring-wash": kring[0],
    "--kring-wash-hover": kring[1],
    "--tone-neutral-bg": gray[1],
    "--tone-neutral-fg": gray[7],
    "--tone-active-bg": kring[0],
    "--tone-active-fg": kring[8],
    "--tone-good-bg": "#e6f5e9",
    "--tone-good-fg": "#1d6431",
    "--tone-waiting-bg": "#fdf1dc",
    "--tone-waiting-fg": "#7a4b00",
    "--tone-trouble-bg": "#fdeaea",
    "--tone-trouble-fg": "#a3201a",
  },
  dark: {
    ...lightVariants,
    "--mantine-color-dimmed": dark[2],
    "--mantine-color-placeholder": dark[2],
    "--mantine-color-error": "#ff9d94",
    "--mantine-color-anchor": kring[3],
    "--mantine-color-default-border": dark[4],
    "--mantine-color-disabled": dark[5],
    "--mantine-color-disabled-color": dark[2],
    "--kring-strong": kring[3],
    "--kring-open": "#f2b75e",
    "--kring-surface": dark[6],
    "--kring-sunken": dark[8],
    "--kring-line": dark[5],
    "--kring-track": dark[4],
    "--kring-wash": "#11302f",
    "--kring-wash-hover": "#183f3e",
    "--tone-neutral-bg": dark[5],
    "--tone-neutral-fg": dark[1],
    "--tone-active-bg": "#0d3438",
    "--tone-active-fg": kring[2],
    "--tone-good-bg": "#12331d",
    "--tone-good-fg": "#9bdcae",
    "--tone-waiting-bg": "#3a2b0d",
    "--tone-waiting-fg": "#f2ca85",
    "--tone-trouble-bg": "#41191a",
    "--tone-trouble-fg": "#ffb3ad",
  },
});
