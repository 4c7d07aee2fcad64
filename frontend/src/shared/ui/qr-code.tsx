/** An address as a QR code, drawn in the reader's browser. */
import qrcode from "qrcode-generator";
import { useMemo } from "react";
import classes from "./qr-code.module.css";

const QUIET_ZONE = 4;

export function QrCode({ text, label, size = 140 }: { text: string; label: string; size?: number }) {
  const { path, width } = useMemo(() => {
    const code = qrcode(0, "M");
    code.addData(text);
    code.make();
    const count = code.getModuleCount();
    let drawn = "";
    for (let row = 0; row < count; row++) {
      for (let column = 0; column < count; column++) {
        if (code.isDark(row, column)) drawn += `M${column + QUIET_ZONE} ${row + QUIET_ZONE}h1v1h-1z`;
      }
    }
    return { path: drawn, width: count + 2 * QUIET_ZONE };
  }, [text]);
  return (
    <svg
      className={classes.code}
      role="img"
      aria-label={label}
      width={size}
      height={size}
      viewBox={`0 0 ${width} ${width}`}
      shapeRendering="crispEdges"
    >
      <path d={path} />
    </svg>
  );
}
