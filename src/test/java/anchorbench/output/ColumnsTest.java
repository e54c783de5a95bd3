package anchorbench.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ColumnsTest {
  @Test
  void lettersOfEveryScriptHaveTheirWidth() {
    assertEquals(10, Columns.of("Ankle boot"));
    assertEquals(4, Columns.of("猫か"));
    assertEquals(4, Columns.of("שלום"));
    // A letter and its accent apart.
    assertEquals(1, Columns.of("e\u0301"));
    assertEquals(2, Columns.of("👟"));
    assertEquals(0, Columns.of(""));
    assertEquals(5, Columns.of("▁█±…A"));
  }

  @Test
  void longNamesAreCutBehindAWholeLetter() {
    assertEquals("boot", Columns.cut("boot", 4));
    assertEquals("boo…", Columns.cut("boots", 4));
    assertEquals("猫…", Columns.cut("猫猫猫", 4));
    assertEquals("e\u0301e\u0301…", Columns.cut("e\u0301".repeat(9), 3));
    assertEquals("two lines", Columns.cut("two\r\nlines", 40));
    assertTrue(Columns.of(Columns.cut("👟".repeat(99), 40)) <= 40);
  }

  @Test
  void tablesStayInLineWhateverTheNames() {
    String table =
        new TextTable("class", "n").row("猫", "1").row("bread", "20").row("", "3").toString();
    assertEquals("class   n\n---------\n猫      1\nbread  20\n        3\n", table);
  }
}
