import type { Expression, FrameEdge, OrderItem, WindowSpec } from "@/lib/lists/select/tree";

type Value = (expression: Expression) => string;

export function printOrder(items: readonly OrderItem[], value: Value): string {
	return items
		.map(({ by, direction, nulls }) => `${value(by)} ${direction}${nulls === null ? "" : ` NULLS ${nulls}`}`)
		.join(", ");
}

export function printWindow({ partitionBy, orderBy, frame }: WindowSpec, value: Value): string {
	return [
		...(partitionBy.length > 0 ? [`PARTITION BY ${partitionBy.map(value).join(", ")}`] : []),
		...(orderBy.length > 0 ? [`ORDER BY ${printOrder(orderBy, value)}`] : []),
		...(frame ? [`${frame.unit} BETWEEN ${edge(frame.from)} AND ${edge(frame.to)}`] : []),
	].join(" ");
}

function edge(of: FrameEdge): string {
	return typeof of === "string" ? of : `${of.rows} ${of.side}`;
}
