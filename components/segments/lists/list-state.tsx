import { StatusBadge, type StatusTone } from "@/components/ui/status-badge";
import type { ListState as State, StoredList } from "@/lib/lists/contracts";

const words: Record<State, { label: string; tone: StatusTone }> = {
	empty: { label: "No one yet", tone: "waiting" },
	building: { label: "Being built", tone: "busy" },
	ready: { label: "Ready", tone: "good" },
	stale: { label: "Stale", tone: "warning" },
};

/** A list's state as color, icon and word. */
export function ListState({ list }: { list: Pick<StoredList, "state" | "isArchived"> }) {
	if (list.isArchived) return <StatusBadge tone="neutral">Archived</StatusBadge>;
	const { label, tone } = words[list.state];
	return <StatusBadge tone={tone}>{label}</StatusBadge>;
}
