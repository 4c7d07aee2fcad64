import { expect, it } from "vitest";
import { firstPart } from "./api";

const file = (bytes: Uint8Array<ArrayBuffer>) => new File([bytes], "people");
const filled = (text: string, count: number) => new TextEncoder().encode(text.repeat(count)) as Uint8Array<ArrayBuffer>;

it("looks at whole lines of a large CSV, and at the whole of a spreadsheet", async () => {
  const small = file(filled("a;b\n", 10));
  expect(await firstPart(small)).toBe(small);
  expect((await firstPart(file(filled("abcdef\n", 100_000)))).size).toBe(199_997);
  expect((await firstPart(file(filled("abcdef\r", 100_000)))).size).toBe(199_997);
  const packed = file(filled("PK\u0003\u0004", 100_000));
  expect(await firstPart(packed)).toBe(packed);
});

it("cuts UTF-16 between two letters", async () => {
  const bytes = new Uint8Array(300_000);
  for (let place = 0; place < bytes.length; place += 2) bytes[place] = place % 14 === 12 ? 10 : 97;
  bytes.set([0xff, 0xfe]);
  expect((await firstPart(file(bytes))).size % 2).toBe(0);
});
