// @vitest-environment happy-dom
import { fireEvent, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { mountControl } from "@/components/testing/mount";
import { DropFile } from "@/components/ui/choose/choose-file";

const file = (name: string) => new File(["a,b"], name, { type: "text/csv" });

function mountDrop() {
	return mountControl<string[]>([], (names, onChange) => (
		<DropFile
			label="File to import"
			upload={{ isPending: false, variables: undefined }}
			onFile={({ name }) => onChange([...names, name])}
		/>
	));
}

describe("choosing a file", () => {
	it("accepts the one chosen, and the same one again", async () => {
		const { user, held } = mountDrop();
		await user.upload(screen.getByLabelText("File to import"), file("people.csv"));
		await user.upload(screen.getByLabelText("File to import"), file("people.csv"));
		expect(held()).toEqual(["people.csv", "people.csv"]);
	});

	it("accepts the one dropped, and nothing when nothing was", () => {
		const { held } = mountDrop();
		const room = screen.getByText("Drop the file here, or").parentElement!;
		fireEvent.dragOver(room);
		fireEvent.drop(room, { dataTransfer: { files: [] } });
		fireEvent.drop(room, { dataTransfer: { files: [file("orders.csv"), file("rest.csv")] } });
		expect(held()).toEqual(["orders.csv"]);
	});

	it("shows what is being uploaded", () => {
		mountControl(null, () => (
			<DropFile label="File" upload={{ isPending: true, variables: file("people.csv") }} onFile={() => {}} />
		));
		expect(screen.getByText("Uploading people.csv (3 B)…")).toBeTruthy();
	});
});
