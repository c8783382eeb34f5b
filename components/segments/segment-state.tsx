import { StatusBadge, type StatusTone } from "@/components/ui/status-badge";
import type { SegmentSummary, SegmentState as State } from "@/lib/segments/contracts";

export const stateWords: Record<State, { label: string; tone: StatusTone }> = {
	live: { label: "Live", tone: "good" },
	building: { label: "Not computed yet", tone: "waiting" },
	stale: { label: "Stale", tone: "warning" },
	archived: { label: "Archived", tone: "neutral" },
};

/** A segment's state as color, icon and word; a refresh under way says so. */
export function SegmentState({ segment }: { segment: Pick<SegmentSummary, "state" | "isRefreshing"> }) {
	if (segment.isRefreshing) return <StatusBadge tone="busy">Refreshing</StatusBadge>;
	const { label, tone } = stateWords[segment.state];
	return <StatusBadge tone={tone}>{label}</StatusBadge>;
}
