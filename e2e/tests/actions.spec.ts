// The library of actions.
import { type Locator, type Page } from "@playwright/test";
import { accessible, picture } from "../stack/look.ts";
import { expect, test } from "../stack/test.ts";

test("an action is written, used for an order, changed, copied and discarded", async ({ console: page }) => {
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Actions");
  await expect(row(page, "firmwareUpdate")).toContainText("comes with Lockstep");
  await expect(row(page, "firmwareUpdate")).toContainText("version, url");
  await expect(page.getByRole("button", { name: "Edit lockDoor" })).toHaveCount(0);

  await page.getByRole("button", { name: "New action" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("textbox", { name: "Name", exact: true })).toBeFocused();
  await page.keyboard.type("Night lock");
  await expect(dialog.getByRole("button", { name: "Save" })).toHaveAttribute("aria-disabled", "true");
  await dialog.getByRole("textbox", { name: "Method" }).fill("lockDoor");
  await dialog.getByRole("textbox", { name: "Payload (JSON)", exact: true }).fill('{"lockTime": "8h", "note": "x"}');
  await dialog.getByRole("textbox", { name: "note: what it is called" }).fill("Remark");
  await dialog.getByRole("checkbox", { name: "May be left out" }).last().check();
  await dialog.getByRole("combobox", { name: "lockTime" }).selectOption("Whole number");
  await dialog.getByRole("textbox", { name: "lockTime: at least" }).fill("5");
  await dialog.getByRole("textbox", { name: "lockTime: at most" }).fill("3");
  await expect(dialog).toContainText("No number is at least 5 and at most 3.");
  await page.keyboard.press("Escape");
  await expect(dialog).toContainText("What you have written is not saved: save or discard it first.");
  await dialog.getByRole("combobox", { name: "lockTime" }).selectOption("One of several");
  await dialog.getByRole("textbox", { name: "lockTime: the values to choose from" }).fill("8h, 9h, 10h");
  await picture(page, "actions, a new one");
  await accessible(page);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await expect(row(page, "Night lock")).toContainText("lockTime, Remark");
  await expect(row(page, "Night lock")).toContainText("saved by local operator");
  await picture(page, "actions");
  await accessible(page);

  await page.getByRole("button", { name: "Edit Night lock" }).click();
  await dialog.getByRole("textbox", { name: "Payload (JSON)", exact: true }).fill('{"lockTime": "9h", "note": "x"}');
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(row(page, "Night lock")).toContainText("9h");

  await page.getByRole("link", { name: "New job with Night lock" }).click();
  await expect(page.getByRole("textbox", { name: "Method" })).toHaveValue("lockDoor");
  await expect(page.getByRole("textbox", { name: "Payload (JSON)", exact: true })).toHaveValue(/9h/);
  await page.getByRole("combobox", { name: "lockTime" }).selectOption("10h");
  await expect(page.getByRole("textbox", { name: "Payload (JSON)", exact: true })).toHaveValue(/10h/);
  await page.getByRole("textbox", { name: "Remark" }).fill("");
  await expect(page.getByRole("textbox", { name: "Payload (JSON)", exact: true })).not.toHaveValue(/note/);
  await page.goBack();

  await page.getByRole("button", { name: "Copy lockDoor" }).click();
  await expect(dialog.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("lockDoor, copy");
  await dialog.getByRole("textbox", { name: "Name", exact: true }).fill("LockDoor");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByRole("alert")).toContainText(/name/i);
  await dialog.getByRole("textbox", { name: "Name", exact: true }).fill("lockDoor, copy");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(row(page, "lockDoor, copy")).toBeVisible();
  for (const name of ["Night lock", "lockDoor, copy"]) {
    await page.getByRole("button", { name: `Discard the action ${name}` }).click();
    await expect(row(page, name)).toHaveCount(0);
  }
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(row(page, "lockDoor, copy")).toBeVisible();
  await page.getByRole("button", { name: "Discard the action lockDoor, copy" }).click();
  await expect(row(page, "lockDoor, copy")).toHaveCount(0);
  await page.getByRole("searchbox", { name: "Find actions" }).fill("reboot");
  await expect(page).toHaveURL(/q=reboot/);
  await expect(row(page, "lockDoor")).toHaveCount(0);
  await expect(row(page, "reboot")).toBeVisible();
});

function row(page: Page, name: string): Locator {
  return page.getByRole("row").filter({ has: page.getByRole("rowheader", { name, exact: true }) });
}
