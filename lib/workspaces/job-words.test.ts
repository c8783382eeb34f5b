import { describe, expect, it } from "vitest";
import { describeJob } from "@/lib/workspaces/job-words";

describe("a job that was given up", () => {
	it("is called by what it does, and leads to where its result is awaited", () => {
		expect(describeJob("sources.run-import", { importId: "imp_1" })).toEqual({
			work: "An import",
			path: "data/imports/imp_1",
		});
		expect(describeJob("segments.refresh-workspace", { segmentId: "seg_1" }).path).toBe("segments/seg_1");
		expect(describeJob("segments.refresh-workspace", {}).path).toBe("segments");
		expect(describeJob("new.job", null).work).toBe("The job new.job");
	});
});
