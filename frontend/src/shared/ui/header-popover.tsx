/** A panel that drops from a button in the header: the platform's own popover, so it costs no script, closes on Escape and gives the focus back. */
import { useId, type ReactNode } from "react";
import classes from "./header-popover.module.css";

interface HeaderPopoverProps {
  /** Says what the button is, and names the panel. */
  label: string;
  button: ReactNode;
  /** Called whenever the panel opens or closes. */
  onToggle?: (open: boolean) => void;
  children: (close: () => void) => ReactNode;
}

export function HeaderPopover({ label, button, onToggle, children }: HeaderPopoverProps) {
  const id = useId();
  const close = () => document.getElementById(id)?.hidePopover();
  return (
    <>
      <button type="button" className={classes.button} aria-label={label} popoverTarget={id}>
        {button}
      </button>
      <div
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        className={classes.panel}
        onToggle={(event) => onToggle?.(event.newState === "open")}
      >
        {children(close)}
      </div>
    </>
  );
}

interface ChoiceProps {
  chosen: boolean;
  icon?: ReactNode;
  lang?: string;
  onChoose: () => void;
  children: ReactNode;
}

/** One of several in a panel; the chosen one is marked by a filled ring. */
export function Choice({ chosen, icon, lang, onChoose, children }: ChoiceProps) {
  return (
    <button type="button" className={classes.choice} aria-pressed={chosen} lang={lang} onClick={onChoose}>
      {icon}
      <span>{children}</span>
      <span className={classes.mark} data-chosen={chosen || undefined} aria-hidden />
    </button>
  );
}

export function PanelAction({
  icon,
  onClick,
  children,
}: {
  icon?: ReactNode;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <button type="button" className={classes.choice} onClick={onClick}>
      {icon}
      <span>{children}</span>
    </button>
  );
}
