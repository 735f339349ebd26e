import uPlot from "./uplot/uPlot.esm.js";
import { colour } from "./colours.js";
import { compact, plain } from "./format.js";

/** So few points are shown as such; one alone makes no line. */
const FEW = 40;

/** Points at the beginning that do not set the scale, as a share: a model's first guesses would squash all that follows. */
const FIRST = 0.05;

/** Times of day have 24 hours. In each row: from which distance on, what stands at a mark, and what is added where the year, the day or the minute changes. */
const TIMES = [
  [31536000, "{YYYY}", null, null, null, null, null, null, 1],
  [2419200, "{MMM}", "\n{YYYY}", null, null, null, null, null, 1],
  [86400, "{D} {MMM}", "\n{YYYY}", null, null, null, null, null, 1],
  [60, "{HH}:{mm}", "\n{D} {MMM} {YYYY}", null, "\n{D} {MMM}", null, null, null, 1],
  [1, "{HH}:{mm}:{ss}", "\n{D} {MMM} {YYYY}", null, "\n{D} {MMM}", null, null, null, 1],
  [0.001, "{ss}.{fff}", "\n{D} {MMM} {YYYY}", null, "\n{D} {MMM}", null, "\n{HH}:{mm}", null, 1],
];

const number = (n) => (n == null ? "" : Math.abs(n) >= 1000 ? compact(n) : plain(n));

/**
 * A chart that fills its place.
 *
 * x, y: the axes' titles; series: [{ label, ink, dashed, width }]; marks(): x of checkpoints; tip(x): what to show at the pointer;
 * hovered(x): where it is, or null; zoomed(from, to): a stretch was chosen, or () for the whole; whole: whether all of it is shown.
 */
export function chart(place, { height, time, x, y, series, marks, tip, hovered, zoomed, small, whole }) {
  const font = `${small ? 11 : 12}px system-ui, "DejaVu Sans", sans-serif`;
  const axis = (label, more) => ({
    label: small ? undefined : label, labelFont: font, labelSize: 20, labelGap: 2,
    stroke: colour("--quiet"), font, grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false }, ...more,
  });
  const box = document.createElement("div");
  box.className = "tip";
  box.hidden = true;
  const options = {
    width: Math.max(200, place.clientWidth),
    height,
    legend: { show: false },
    cursor: { drag: { x: true, y: false, setScale: false }, y: false, points: { size: 6 } },
    scales: { x: { time, range: (_, min, max) => (min === max ? [min - 1, max + 1] : [min, max]) }, y: { range: (u) => range(u.data, whole) } },
    axes: [
      axis(x, time ? { values: TIMES, space: 80, size: 40 } : { size: 26, values: (_, all) => all.map(compact), space: 60 }),
      axis(y, { values: (_, all) => all.map(number), size: (_, all) => 12 + 7 * Math.max(3, ...(all ?? []).map((one) => one.length)) }),
    ],
    series: [{}, ...series.map((one) => ({
      label: one.label, stroke: colour(one.ink), width: one.width ?? 1.5, dash: one.dashed ? [5, 4] : undefined,
      spanGaps: true, points: { show: (u) => u.data[0].length < FEW, size: 4, fill: colour(one.ink) },
    }))],
    hooks: {
      setSelect: [(u) => {
        if (u.select.width > 4) zoomed?.(u.posToVal(u.select.left, "x"), u.posToVal(u.select.left + u.select.width, "x"));
        u.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
      }],
      setCursor: [(u) => pointed(u, box, tip, hovered)],
      draw: [(u) => drawMarks(u, marks?.() ?? [])],
    },
  };
  const plot = new uPlot(options, [[], ...series.map(() => [])], place);
  plot.over.append(box);
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

/** From the lowest to the highest value; of the whole, what the first points had does not count. */
function range([along, ...columns], whole) {
  const from = whole && along.length > FEW ? Math.floor(along.length * FIRST) : 0;
  let low = Infinity;
  let high = -Infinity;
  for (const column of columns) {
    for (let i = from; i < column.length; i++) {
      if (column[i] == null) continue;
      low = Math.min(low, column[i]);
      high = Math.max(high, column[i]);
    }
  }
  if (low > high) return [0, 1];
  const room = 0.06 * (high - low) || Math.abs(high) * 0.1 || 1;
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
}

function pointed(u, box, tip, hovered) {
  const { left, idx } = u.cursor;
  const at = idx == null || left < 0 ? null : u.data[0][idx];
  hovered?.(at);
  const content = at == null ? null : tip?.(at);
  box.hidden = !content;
  if (!content) return;
  box.replaceChildren(content);
  const beyond = left + box.offsetWidth + 24 > u.over.clientWidth;
  box.style.left = `${beyond ? Math.max(0, left - box.offsetWidth - 12) : left + 12}px`;
}

/** Small triangles on the axis, where checkpoints are. */
function drawMarks(u, places) {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.fillStyle = colour("--text");
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
