import { readAdvertiser, readPermission } from "@/lib/destinations/catalog/tiktok/read-outcome";
import { buildAdvertiser, buildPermission } from "@/lib/destinations/catalog/tiktok/to-requests";
import type { Conversation, Turn } from "@/lib/destinations/contract";

/** Names the ad account and checks the permission to keep audiences. */
export const testAccount: Conversation<{ at: Date }, string> = ({
	connection,
	memory,
	answer,
}): Turn<string> => {
	if (!answer) return { kind: "ask", request: buildAdvertiser(connection), memory: { step: "name" } };
	if (memory?.step === "permission") {
		const permission = readPermission(answer);
		return permission.ok
			? { kind: "done", value: String(memory.name) }
			: { kind: "failed", problem: permission.problem };
	}
	const advertiser = readAdvertiser(answer);
	if (!advertiser.ok) return { kind: "failed", problem: advertiser.problem };
	return {
		kind: "ask",
		request: buildPermission(connection),
		memory: { step: "permission", name: advertiser.value },
	};
};
