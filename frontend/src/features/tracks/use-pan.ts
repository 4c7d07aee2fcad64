/** Dragging with the mouse moves what is in the frame; fingers, wheel and keys already scroll it by themselves. */
import { useRef, useState, type PointerEvent, type RefObject } from "react";

/** Less than this is a click that trembled. */
const A_DRAG = 5;

export function usePan(frame: RefObject<HTMLElement | null>) {
  const from = useRef<{ x: number; y: number; left: number; top: number } | null>(null);
  const [panning, setPanning] = useState(false);
  return {
    panning,
    handlers: {
      onPointerDown(event: PointerEvent) {
        const element = frame.current;
        if (!element || event.pointerType !== "mouse" || event.button !== 0) return;
        from.current = { x: event.clientX, y: event.clientY, left: element.scrollLeft, top: element.scrollTop };
      },
      onPointerMove(event: PointerEvent) {
        const start = from.current;
        const element = frame.current;
        if (!start || !element) return;
        const [dx, dy] = [event.clientX - start.x, event.clientY - start.y];
        if (!panning && Math.hypot(dx, dy) < A_DRAG) return;
        if (!panning) {
          element.setPointerCapture(event.pointerId);
          setPanning(true);
        }
        element.scrollTo({ left: start.left - dx, top: start.top - dy, behavior: "instant" });
      },
      onPointerUp() {
        from.current = null;
        setPanning(false);
      },
      onPointerCancel() {
        from.current = null;
        setPanning(false);
      },
    },
  };
}
