import { saveFile } from "@/components/chart/save-file";

const copied = [
	"fill",
	"stroke",
	"stroke-width",
	"stroke-dasharray",
	"fill-opacity",
	"stroke-opacity",
	"opacity",
	"font-size",
	"font-weight",
	"text-anchor",
];
const TITLE_HEIGHT = 36;

/** Renders a chart's SVG, as it looks now and under its title, to a PNG of twice the size. */
export async function savePng(svg: SVGSVGElement, title: string, fileName: string): Promise<void> {
	const { width, height } = svg.getBoundingClientRect();
	const clone = withOwnStyles(svg);
	clone.setAttribute("width", String(width));
	clone.setAttribute("height", String(height));
	clone.setAttribute("xmlns", "http://www.w3.org/2000/svg");
	const image = new Image();
	image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(clone))}`;
	await image.decode();
	const canvas = document.createElement("canvas");
	canvas.width = width * 2;
	canvas.height = (height + TITLE_HEIGHT) * 2;
	const context = canvas.getContext("2d");
	if (!context) throw new Error("no canvas");
	const style = getComputedStyle(document.body);
	context.scale(2, 2);
	context.fillStyle = style.backgroundColor;
	context.fillRect(0, 0, width, height + TITLE_HEIGHT);
	context.fillStyle = style.color;
	context.font = `600 14px ${style.fontFamily}`;
	context.fillText(title, 12, 24);
	context.drawImage(image, 0, TITLE_HEIGHT, width, height);
	const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
	if (!blob) throw new Error("no picture");
	saveFile(blob, `${fileName}.png`);
}

/** A copy with computed styles inlined on every element: an image has no style sheets. */
function withOwnStyles(svg: SVGSVGElement): SVGSVGElement {
	// Safe because a clone has the type of its original.
	const clone = svg.cloneNode(true) as SVGSVGElement;
	const originals = [svg, ...svg.querySelectorAll("*")];
	const copies = [clone, ...clone.querySelectorAll("*")];
	for (const [index, original] of originals.entries()) {
		const style = getComputedStyle(original);
		const copy = copies[index];
		for (const property of copied) copy?.setAttribute(property, style.getPropertyValue(property));
	}
	clone.setAttribute("font-family", getComputedStyle(svg).fontFamily);
	return clone;
}
