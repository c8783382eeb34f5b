import { StatusBadge } from "@/components/ui/status-badge";
import type { DestinationView } from "@/lib/destinations/contracts";

const looks = {
	connected: { tone: "good", word: "Connected" },
	failing: { tone: "bad", word: "Failing" },
	disconnected: { tone: "bad", word: "Disconnected" },
} as const;

export function DestinationStatus({ status }: { status: DestinationView["status"] }) {
	return <StatusBadge tone={looks[status].tone}>{looks[status].word}</StatusBadge>;
}
