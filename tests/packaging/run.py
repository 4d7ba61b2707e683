"""Installs cohook into a temporary folder and builds small programs against it, the ways a host would.

run.py SOURCE BUILD [--subproject] [--parts]   (these compile the whole library once more, or several times)
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import programs

SOURCE, BUILD = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
SUBPROJECT, PARTS = ("--subproject" in sys.argv[3:], "--parts" in sys.argv[3:])


def run(*command: object, env: dict[str, str] | None = None, cwd: pathlib.Path | None = None) -> str:
    words = [str(word) for word in command]
    done = subprocess.run(words, env={**os.environ, **(env or {})}, cwd=cwd, text=True, capture_output=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(words)} gave {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def global_names(listing: str) -> list[str]:
    return sorted(line.split()[-1].split("@")[0] for line in listing.splitlines() if len(line.split()) >= 3)


class Packaging(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.TemporaryDirectory()
        cls.root = pathlib.Path(cls.folder.name)
        cls.destination = cls.root / "installed"
        run("meson", "install", "-C", BUILD, "--no-rebuild", "--destdir", cls.destination)
        cls.library = next(cls.destination.rglob("libcohook.so.0")).parent
        cls.prefix = next(cls.destination.rglob("cohook.h")).parents[1]
        cls.program = cls.root / "main.c"
        cls.program.write_text(programs.C_PROGRAM, encoding="utf-8")
        cls.expected = (BUILD / "capi" / "cohook.symbols").read_text(encoding="utf-8").split()

    @classmethod
    def tearDownClass(cls) -> None:
        cls.folder.cleanup()

    def check_program(self, program: pathlib.Path, library: pathlib.Path) -> None:
        self.assertRegex(run(program, env={"LD_LIBRARY_PATH": str(library)}), r"^cohook \d+\.\d+\.\d+\n$")

    def flags(self, *wanted: str) -> list[str]:
        env = {"PKG_CONFIG_PATH": str(self.library / "pkgconfig"), "PKG_CONFIG_SYSROOT_DIR": str(self.destination)}
        return run("pkg-config", *wanted, "cohook", env=env).split()

    def test_the_shared_library_exports_what_the_header_declares(self) -> None:
        listing = run("nm", "-D", "--defined-only", self.library / "libcohook.so.0")
        names = [name for name in global_names(listing) if not name.startswith("COHOOK_")]
        self.assertEqual(names, self.expected)

    def test_the_archive_has_the_same_symbols_and_no_other(self) -> None:
        listing = run("nm", "-g", "--defined-only", self.library / "libcohook.a")
        self.assertEqual(global_names(listing), self.expected)

    def test_pkg_config_links_the_shared_library(self) -> None:
        program = self.root / "shared"
        run("cc", "-std=c99", "-Wall", "-Werror", "-pedantic", self.program, "-o", program, *self.flags("--cflags", "--libs"))
        self.check_program(program, self.library)

    def test_pkg_config_links_the_archive_from_plain_c(self) -> None:
        program = self.root / "static"
        rest = [flag for flag in self.flags("--static", "--libs") if flag != "-lcohook"]
        run("cc", "-std=c99", self.program, self.library / "libcohook.a", "-o", program, *self.flags("--cflags"), *rest)
        self.assertNotIn("libcohook", run("ldd", program))
        self.check_program(program, self.library)

    def test_the_build_folder_serves_without_an_installation(self) -> None:
        program = self.root / "uninstalled"
        env = {"PKG_CONFIG_PATH": str(BUILD / "meson-uninstalled")}
        flags = run("pkg-config", "--cflags", "--libs", "cohook", env=env).split()
        run("cc", "-std=c99", self.program, "-o", program, *flags)
        self.check_program(program, BUILD / "capi")

    def test_cmake_finds_the_package(self) -> None:
        project = self.root / "cmake"
        project.mkdir()
        (project / "main.c").write_text(programs.C_PROGRAM, encoding="utf-8")
        (project / "CMakeLists.txt").write_text(programs.CMAKE_PROJECT, encoding="utf-8")
        run("cmake", "-G", "Ninja", "-S", project, "-B", project / "build", f"-DCMAKE_PREFIX_PATH={self.prefix}")
        run("cmake", "--build", project / "build")
        self.check_program(project / "build" / "shared", self.library)
        self.check_program(project / "build" / "static", self.library)

    def test_a_meson_project_takes_it_as_a_subproject(self) -> None:
        project = self.root / "meson"
        (project / "subprojects").mkdir(parents=True)
        (project / "main.c").write_text(programs.C_PROGRAM, encoding="utf-8")
        (project / "meson.build").write_text(programs.MESON_PROJECT, encoding="utf-8")
        os.symlink(SOURCE, project / "subprojects" / "cohook")
        said = run("meson", "setup", project / "build", project)
        self.assertRegex(said, r"Dependency cohook found: YES")
        if SUBPROJECT:
            run("ninja", "-C", project / "build", "consumer")
            self.check_program(project / "build" / "consumer", project / "build" / "subprojects" / "cohook" / "capi")

    def test_every_optional_part_may_be_left_out(self) -> None:
        for option, trace in programs.PARTS.items():
            with self.subTest(without=option):
                folder = self.root / f"without-{option}"
                run("meson", "setup", folder, SOURCE, f"-D{option}=disabled")
                self.assertNotIn(trace, (folder / "build.ninja").read_text(encoding="utf-8"))
                if PARTS:
                    run("ninja", "-C", folder)
                    run("meson", "test", "-C", folder, "--no-rebuild")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
