@echo off
rem Memasang jemput-bola ke dalam folder ini, tanpa internet. Boleh dijalankan ulang kapan saja.
setlocal
cd /d "%~dp0"
set PYTHONUTF8=1
set "PY="
for %%V in (@PYTHONS@) do call :coba py -%%V
if not defined PY call :coba python
if not defined PY goto tanpa_python

echo Memasang, tunggu beberapa menit ...
%PY% -m venv --clear .venv
if errorlevel 1 goto gagal
.venv\Scripts\python -m pip install --quiet --disable-pip-version-check --no-index --find-links wheels jemput-bola
if errorlevel 1 goto gagal
rem OR-Tools memakai MSVCP140.dll, yang tidak ikut dengan Python.
.venv\Scripts\python -c "import ortools.constraint_solver.pywrapcp"
if errorlevel 1 goto tanpa_pustaka
.venv\Scripts\jemput-bola --help >nul
if errorlevel 1 goto gagal
if not exist isian.xlsx .venv\Scripts\jemput-bola template isian.xlsx
echo.
echo Selesai. Untuk menyusun rencana: klik dua kali rencana.bat
pause
exit /b 0

:coba
rem Dipakai yang pertama ditemukan: Python 64-bit dari salah satu versi di atas.
if defined PY goto :eof
%* -c "import sys, sysconfig; sys.exit(sysconfig.get_platform() != 'win-amd64' or '%%d.%%d' %% sys.version_info[:2] not in '@PYTHONS@'.split())" >nul 2>&1
if not errorlevel 1 set "PY=%*"
goto :eof

:tanpa_python
echo Python 64-bit (versi @PYTHONS@) tidak ditemukan.
echo Pasang dahulu Python; caranya ada di BACA-SAYA.txt nomor 1.
pause
exit /b 1

:tanpa_pustaka
echo.
echo Laptop ini belum mempunyai Microsoft Visual C++ Redistributable (x64).
echo Pasang dahulu; caranya ada di BACA-SAYA.txt nomor 1. Lalu jalankan pasang.bat lagi.
pause
exit /b 1

:gagal
echo.
echo Pemasangan gagal. Baca pesan di atas dan bagian "Bila gagal" di BACA-SAYA.txt
pause
exit /b 1
