import uPlot from "./uplot/uPlot.esm.js";
import { compact, plain } from "./format.js";

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Colours of several models, from the palette. */
export const inks = ["--ink", "--amber", "--good", "--bad", "--quiet"];

/**
 * A chart that fills its place.
 *
 * series: [{ label, ink, dashed, width }]; marks(): x of checkpoints; zoomed(from, to): a stretch was chosen, or () for the whole.
 */
export function chart(place, { height, time, series, marks, hovered, zoomed, log, small }) {
  const font = `${small ? 11 : 12}px system-ui, "DejaVu Sans", sans-serif`;
  const axis = (more) => ({ stroke: colour("--quiet"), font, grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false }, ...more });
  const options = {
    width: Math.max(200, place.clientWidth),
    height,
    legend: { show: false },
    cursor: { drag: { x: true, y: false, setScale: false }, y: false, points: { size: 6 } },
    scales: { x: { time }, y: log ? { distr: 3 } : {} },
    axes: [
      axis(time ? { space: 70, size: 30 } : { size: 30, values: (_, all) => all.map(compact), space: small ? 60 : 70 }),
      axis({ values: (_, all) => all.map((n) => (n == null ? "" : Math.abs(n) >= 1000 ? compact(n) : plain(n))), size: 48 }),
    ],
    series: [{}, ...series.map((one) => ({
      label: one.label, stroke: colour(one.ink), width: one.width ?? 1.5, dash: one.dashed ? [5, 4] : undefined,
      spanGaps: true, points: { show: false },
    }))],
    hooks: {
      setSelect: [(u) => {
        if (u.select.width > 4) zoomed?.(u.posToVal(u.select.left, "x"), u.posToVal(u.select.left + u.select.width, "x"));
        u.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
      }],
      setCursor: [(u) => hovered?.(u.cursor.idx)],
      draw: [(u) => drawMarks(u, marks?.() ?? [])],
    },
  };
  const plot = new uPlot(options, [[], ...series.map(() => [])], place);
  plot.over.addEventListener("dblclick", () => zoomed?.());
  const sized = new ResizeObserver(() => plot.setSize({ width: Math.max(200, place.clientWidth), height }));
  sized.observe(place);
  let due = false;
  let data;
  return {
    /** Draws at the next frame, once, however often it is called. */
    show(columns) {
      data = columns;
      if (due) return;
      due = true;
      requestAnimationFrame(() => {
        due = false;
        plot.setData(data);
      });
    },
    redraw: () => plot.redraw(),
    close() {
      sized.disconnect();
      plot.destroy();
    },
  };
}

/** Small triangles on the axis, where checkpoints are. */
function drawMarks(u, places) {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.fillStyle = colour("--ink");
  const size = 4 * devicePixelRatio;
  for (const place of places) {
    const x = u.valToPos(place, "x", true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    const y = bbox.top + bbox.height;
    ctx.beginPath();
    ctx.moveTo(x, y - 2 * size);
    ctx.lineTo(x - size, y);
    ctx.lineTo(x + size, y);
    ctx.fill();
  }
  ctx.restore();
}

export const join = (tables) => (tables.length === 1 ? tables[0] : uPlot.join(tables));
