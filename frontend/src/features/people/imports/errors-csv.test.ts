import { expect, it } from "vitest";
import { errorsAsCsv } from "./errors-csv";

it("row errors become a file in which nothing is a formula", () => {
  const csv = errorsAsCsv([
    { line: 17, column: "email", code: "InvalidEmail", detail: "'a,b' is no \"address\"" },
    { line: 18, column: null, code: "WrongColumnCount", detail: "=1+1" },
  ]);
  expect(csv.split("\r\n")).toEqual([
    "line,column,code,detail",
    '17,email,InvalidEmail,"\'a,b\' is no ""address"""',
    "18,,WrongColumnCount,'=1+1",
    "",
  ]);
});
