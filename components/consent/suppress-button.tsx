"use client";

import { useState } from "react";
import { SuppressDialog } from "@/components/consent/suppress-dialog";
import { Button } from "@/components/ui/button";

/** Opens the dialog that takes identifiers never to be sent. */
export function SuppressButton() {
	const [isOpen, setOpen] = useState(false);
	return (
		<>
			<Button onClick={() => setOpen(true)}>Add to the list</Button>
			<SuppressDialog open={isOpen} onClose={() => setOpen(false)} />
		</>
	);
}
