import { StatusBadge, type StatusTone } from "@/components/ui/status-badge";
import type { ImportView } from "@/lib/sources/files/import-contracts";

const shown: Record<ImportView["status"], { tone: StatusTone; word: string }> = {
	uploaded: { tone: "waiting", word: "Needs mapping" },
	running: { tone: "busy", word: "Importing" },
	finished: { tone: "good", word: "Finished" },
	failed: { tone: "bad", word: "Failed" },
	cancelled: { tone: "paused", word: "Canceled" },
};

export function ImportStatus({ status }: { status: ImportView["status"] }) {
	const { tone, word } = shown[status];
	return <StatusBadge tone={tone}>{word}</StatusBadge>;
}

export const importKindLabels: Record<ImportView["kind"], string> = {
	people: "People",
	events: "Events",
	campaign: "Finished campaign",
	list: "List of people",
};
