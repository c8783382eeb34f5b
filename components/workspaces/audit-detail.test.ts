import { expect, it } from "vitest";
import { detailText } from "@/components/workspaces/audit-detail";

it("shows what changed without identifiers and empty fields", () => {
	expect(
		detailText({
			name: "Spring sale",
			segmentId: "seg_01m40bdthzpa3xr8k2v9c7qnwe",
			holdoutBp: 1000,
			holdoutReason: null,
			isConfirmed: true,
			rowsRead: 12480,
		}),
	).toBe("Spring sale · holdout: 10% · is confirmed: yes · rows read: 12,480");
});

it("is empty where only identifiers changed", () => {
	expect(detailText({ runId: "run_01m8npfghzyt28fkf8fk2d5abc" })).toBe("");
});
