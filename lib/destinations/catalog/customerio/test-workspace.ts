import { readRegion, readWorkspaceName } from "@/lib/destinations/catalog/customerio/read-outcome";
import { buildRegion, buildWorkspaces } from "@/lib/destinations/catalog/customerio/to-requests";
import type { Conversation, Turn } from "@/lib/destinations/contract";

/** Both keys, the region, and that they are of one workspace, whose name is the answer. */
export const testWorkspace: Conversation<{ at: Date }, string> = ({
	connection,
	memory,
	answer,
}): Turn<string> => {
	if (!answer) return { kind: "ask", request: buildRegion(connection), memory: { step: "region" } };
	if (memory?.step === "workspace") {
		const name = readWorkspaceName(answer, Number(memory.id));
		return name.ok ? { kind: "done", value: name.value } : { kind: "failed", problem: name.problem };
	}
	const read = readRegion(answer);
	if (!read.ok) return { kind: "failed", problem: read.problem };
	const { region, environment_id: id } = read.value;
	if (region !== (connection.settings.region || "us")) {
		return {
			kind: "failed",
			problem: {
				class: "config",
				message: `This workspace is in the ${region.toUpperCase()} region. Choose ${region.toUpperCase()} under Region.`,
				detail: `region ${region}`,
			},
		};
	}
	return { kind: "ask", request: buildWorkspaces(connection), memory: { step: "workspace", id } };
};
