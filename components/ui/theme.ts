import { type CSSVariablesResolver, createTheme, type MantineColorsTuple, virtualColor } from "@mantine/core";

const grey: MantineColorsTuple = [
  "#f5f6f8",
  "#eceef1",
  "#dfe2e7",
  "#c9ced6",
  "#a2a9b5",
  "#79818f",
  "#5a6271",
  "#424957",
  "#232933",
  "#151920",
];

const dark: MantineColorsTuple = [
  "#e4e7ec",
  "#c2c8d1",
  "#a0a7b4",
  "#7c8493",
  "#454c59",
  "#303641",
  "#22272f",
  "#191d23",
  "#121519",
  "#0b0d10",
];

const amber: MantineColorsTuple = [
  "#fff7e0",
  "#ffecbd",
  "#ffdf8f",
  "#ffd05c",
  "#fbbf24",
  "#eaa60c",
  "#cc8a05",
  "#a86c06",
  "#85530b",
  "#5f3a0a",
];

/** Almost black on light, almost white on dark: what acts is neutral, so that colour is free to mean something. */
const inkOnLight: MantineColorsTuple = [...grey];
const inkOnDark: MantineColorsTuple = [
  "#ffffff",
  "#f4f5f7",
  "#e4e7ec",
  "#c2c8d1",
  "#a0a7b4",
  "#c2c8d1",
  "#e4e7ec",
  "#ffffff",
  "#454c59",
  "#454c59",
];

const overlay = { backgroundOpacity: 0.35, blur: 2 };
// A dialog's head is no head of the page, though it is marked up like one.
const dialogAttributes = { header: { role: "presentation" } };
const dialogTitle = { fontSize: "1rem", fontWeight: 600 };

export const theme = createTheme({
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', Menlo, Consolas, monospace",
  primaryColor: "ink",
  primaryShade: { light: 8, dark: 6 },
  colors: {
    gray: grey,
    dark,
    amber,
    inkOnLight,
    inkOnDark,
    ink: virtualColor({ name: "ink", light: "inkOnLight", dark: "inkOnDark" }),
  },
  black: "#171b22",
  autoContrast: true,
  // Black and white text are equally legible on this luminance, so the better one is always taken.
  luminanceThreshold: 0.179,
  defaultRadius: "sm",
  radius: { xs: "0.25rem", sm: "0.375rem", md: "0.5rem", lg: "0.75rem", xl: "1rem" },
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.125rem" },
  headings: {
    fontWeight: "600",
    textWrap: "balance",
    sizes: {
      h1: { fontSize: "1.375rem", lineHeight: "1.3" },
      h2: { fontSize: "1rem", lineHeight: "1.4" },
      h3: { fontSize: "0.875rem", lineHeight: "1.45" },
    },
  },
  respectReducedMotion: true,
  cursorType: "pointer",
  components: {
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray" } },
    Button: { defaultProps: { size: "sm" } },
    Badge: { styles: { root: { fontWeight: 550, letterSpacing: 0, textTransform: "none" } } },
    Checkbox: { defaultProps: { size: "sm", iconColor: "var(--mantine-primary-color-contrast)" } },
    Radio: { defaultProps: { size: "sm", iconColor: "var(--mantine-primary-color-contrast)" } },
    InputWrapper: { defaultProps: { inputWrapperOrder: ["label", "description", "input", "error"] } },
    Modal: {
      defaultProps: { centered: true, overlayProps: overlay, attributes: dialogAttributes },
      styles: { title: dialogTitle },
    },
    Drawer: {
      defaultProps: { position: "right", overlayProps: overlay, attributes: dialogAttributes },
      styles: { title: dialogTitle },
    },
    Notification: { defaultProps: { closeButtonProps: { "aria-label": "Close" } } },
    Table: { defaultProps: { verticalSpacing: "xs", horizontalSpacing: "md", borderColor: "var(--line)" } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
  },
});

const hues = [
  ...["amber", "blue", "cyan", "grape", "green", "indigo", "lime", "orange", "pink"],
  ...["red", "teal", "violet", "yellow"],
];

/** Coloured text dark (or light) enough for small print on any surface of ours (WCAG AA). */
const legible = (lightest: number, mix: string) =>
  Object.fromEntries(
    hues.flatMap((hue) => {
      const text = mix.replace("HUE", `var(--mantine-color-${hue}-${lightest})`);
      return [
        [`--mantine-color-${hue}-light-color`, text],
        [`--mantine-color-${hue}-text`, text],
      ];
    }),
  );

/**
 * The one visual language: people blue, models violet, fallbacks amber, disagreements orange, a halt red; the rungs run
 * from grey to violet. Style sheets use these names and no colours of their own.
 */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    ...legible(9, "color-mix(in srgb, HUE 68%, black)"),
    "--page": "#f7f8fa",
    "--surface": "#ffffff",
    "--line": "#e3e6eb",
    "--line-strong": "#c9ced6",
    "--mantine-color-dimmed": "#5a6271",
    "--mantine-color-placeholder": "#6b7280",
    "--mantine-color-error": "#171b22",
    "--mantine-color-anchor": "#171b22",
    "--mantine-color-default-border": "#c9ced6",
    "--person": "#1c6fc4",
    "--person-soft": "#e7f1fc",
    "--model": "#6d3fe0",
    "--model-soft": "#f0ebfd",
    "--fallback": "#b97b00",
    "--fallback-soft": "#fff3d1",
    "--disagreement": "#d9480f",
    "--disagreement-soft": "#ffeadf",
    "--halt": "#c92a2a",
    "--halt-soft": "#ffe9e9",
    "--rung-0": "#838b98",
    "--rung-1": "#8580ad",
    "--rung-2": "#836fc4",
    "--rung-3": "#7a55d8",
    "--rung-4": "#6730e6",
  },
  dark: {
    ...legible(2, "HUE"),
    "--mantine-color-gray-light": "#2a3039",
    "--mantine-color-gray-light-color": "#e4e7ec",
    "--page": "#121519",
    "--surface": "#191d23",
    "--line": "#2a3039",
    "--line-strong": "#454c59",
    "--mantine-color-dimmed": "#a0a7b4",
    "--mantine-color-placeholder": "#8d95a3",
    "--mantine-color-error": "#ffffff",
    "--mantine-color-anchor": "#e4e7ec",
    "--mantine-color-default-border": "#454c59",
    "--person": "#5eaaf5",
    "--person-soft": "#16293f",
    "--model": "#a98bf8",
    "--model-soft": "#281f45",
    "--fallback": "#eab543",
    "--fallback-soft": "#362a0e",
    "--disagreement": "#ff9254",
    "--disagreement-soft": "#3b2114",
    "--halt": "#ff7b7b",
    "--halt-soft": "#411a1c",
    "--rung-0": "#959dab",
    "--rung-1": "#a09bc6",
    "--rung-2": "#a593dc",
    "--rung-3": "#a982f0",
    "--rung-4": "#ac6fff",
  },
});
