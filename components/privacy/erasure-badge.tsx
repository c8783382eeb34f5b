import { countGivenUp } from "@/components/privacy/prepare-receipt";
import { StatusBadge } from "@/components/ui/status-badge";
import type { Erasure } from "@/lib/privacy/api";

/** Whether an erasure is over, and whether it reached every destination. */
export function ErasureBadge({ erasure }: { erasure: Erasure }) {
	if (erasure.status !== "finished") return <StatusBadge tone="busy">In progress</StatusBadge>;
	return countGivenUp(erasure) > 0 ? (
		<StatusBadge tone="warning">Erased in part</StatusBadge>
	) : (
		<StatusBadge tone="good">Erased</StatusBadge>
	);
}
