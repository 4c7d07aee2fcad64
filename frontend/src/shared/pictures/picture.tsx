/** A picture in its frame. The frame has its size before the picture comes, so that nothing moves on the page. */
import type { components } from "@/shared/api/generated/training";
import { useLocalized } from "@/shared/i18n/localized";
import classes from "./picture.module.css";

export type PictureOut = components["schemas"]["PictureOut"];

interface PictureProps {
  picture: PictureOut | null | undefined;
  /** As the `sizes` of an image: how wide it is shown. */
  sizes?: string;
  /** On a page of its own the picture is part of what is seen first. */
  eager?: boolean;
  className?: string;
}

export function Picture({ picture, sizes = "(max-width: 48em) 100vw, 26rem", eager = false, className }: PictureProps) {
  const localized = useLocalized();
  if (!picture) return null;
  const offered = Object.entries(picture.urls ?? {}).map(([width, url]) => ({ width: Number(width), url }));
  const ordered = offered.sort((one, other) => one.width - other.width);
  return (
    <div className={[classes.frame, className].filter(Boolean).join(" ")}>
      <img
        className={classes.picture}
        // No picture is wider than it came: what is offered as 1280 may be 900.
        srcSet={ordered.map(({ width, url }) => `${url} ${Math.min(width, picture.width)}w`).join(", ")}
        sizes={sizes}
        src={ordered.find(({ width }) => width >= 640)?.url ?? ordered[0]?.url}
        alt={localized(picture.alternative_text)}
        loading={eager ? "eager" : "lazy"}
        decoding="async"
        width={picture.width}
        height={picture.height}
      />
    </div>
  );
}
